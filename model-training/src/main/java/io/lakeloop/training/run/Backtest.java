package io.lakeloop.training.run;

import io.lakeloop.training.evaluation.Estimate;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.Predictions;

/**
 * Candidate and opponent on the same rows, which neither was trained on.
 *
 * @param opponent the champion's version, or {@code rules} when there is none
 * @param candidate calibrated scores of the candidate's trial, with truth, card, day and amount; in
 *     order of event time and transaction id
 * @param champion the opponent's scores of the same rows in the same order
 * @param timesMicros the rows' event times, UTC, microseconds since 1970
 * @param candidateFigures what was measured of the candidate
 * @param championFigures what was measured of the opponent
 * @param difference average precision of the candidate less the opponent's, with the interval of a
 *     bootstrap that draws the same cards for both
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record Backtest(
    String opponent,
    Predictions candidate,
    Predictions champion,
    long[] timesMicros,
    Evaluation candidateFigures,
    Evaluation championFigures,
    Estimate difference) {}
