package io.lakeloop.feature;

import java.io.Serializable;

/** One feature's value as of an event. NaN where the feature says that there is none. */
@FunctionalInterface
interface Calculation extends Serializable {
  double value(AsOf asOf);
}
