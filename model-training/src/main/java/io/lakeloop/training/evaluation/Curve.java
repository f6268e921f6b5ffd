package io.lakeloop.training.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Curves over all thresholds, highest first. Equal scores are one threshold, as in {@link
 * Evaluation}: the area under these points is the figure there. Points that lie close to the one
 * before are left out on demand, so that a curve of millions of rows can be drawn.
 */
public final class Curve {
  private Curve() {}

  /**
   * One threshold.
   *
   * @param threshold scores from here on are taken
   * @param x recall, or the share of genuine transactions taken; between 0 and 1
   * @param y precision, or recall; between 0 and 1
   */
  public record Point(double threshold, double x, double y) {}

  /** Makes a point of what has been taken so far. */
  @FunctionalInterface
  private interface Place {
    Point of(double threshold, double frauds, double rows);
  }

  /**
   * Precision over recall; nothing without a fraud.
   *
   * @param closest points nearer than this to the last one, in both directions, are left out; 0 for
   *     all
   */
  public static List<Point> precisionRecall(Predictions predictions, double closest) {
    double all = predictions.fraudCount();
    if (all == 0) {
      return List.of();
    }
    return points(
        predictions,
        closest,
        (threshold, frauds, rows) -> new Point(threshold, frauds / all, frauds / rows));
  }

  /**
   * The share of frauds over the share of genuine transactions that are taken, from (0, 0) on;
   * nothing when a class is missing.
   *
   * @param closest as above
   */
  public static List<Point> roc(Predictions predictions, double closest) {
    double all = predictions.fraudCount();
    double genuine = predictions.size() - all;
    if (all == 0 || genuine == 0) {
      return List.of();
    }
    List<Point> points = new ArrayList<>();
    points.add(new Point(Double.POSITIVE_INFINITY, 0, 0));
    points.addAll(
        points(
            predictions,
            closest,
            (threshold, frauds, rows) ->
                new Point(threshold, (rows - frauds) / genuine, frauds / all)));
    return points;
  }

  private static List<Point> points(Predictions predictions, double closest, Place place) {
    int[] order = predictions.byDescendingScore();
    List<Point> points = new ArrayList<>();
    double frauds = 0;
    int at = 0;
    while (at < order.length) {
      double threshold = predictions.score(order[at]);
      for (; at < order.length && predictions.score(order[at]) == threshold; at++) {
        frauds += predictions.isFraud(order[at]) ? 1 : 0;
      }
      Point point = place.of(threshold, frauds, at);
      if (at == order.length || points.isEmpty() || !near(points, point, closest)) {
        points.add(point);
      }
    }
    return points;
  }

  private static boolean near(List<Point> points, Point point, double closest) {
    Point last = points.get(points.size() - 1);
    return Math.abs(point.x() - last.x()) < closest && Math.abs(point.y() - last.y()) < closest;
  }
}
