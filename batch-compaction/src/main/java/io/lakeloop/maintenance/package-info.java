/**
 * Keeps tables lawful and small beside live writers: expires snapshots, clears away files that no
 * snapshot refers to, rewrites manifests. Works on metadata and storage alone and reads no row, so
 * it runs in the process that calls it, with Iceberg's worker threads.
 */
@NullMarked
package io.lakeloop.maintenance;

import org.jspecify.annotations.NullMarked;
