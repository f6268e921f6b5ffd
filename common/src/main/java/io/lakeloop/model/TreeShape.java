package io.lakeloop.model;

/**
 * One tree as a model file has it, not checked. All arrays are by node; node 0 is the root.
 *
 * @param left left child, or -1 for a leaf
 * @param right right child, or -1 for a leaf
 * @param feature the feature that a node asks for
 * @param threshold what a value must be below to go left; the value of a leaf
 * @param missingLeft 1 if rows without the feature go left
 * @param cover how much of the training data came by: the sum of its second derivatives
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
record TreeShape(
    int[] left, int[] right, int[] feature, float[] threshold, int[] missingLeft, float[] cover) {}
