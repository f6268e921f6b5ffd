package io.lakeloop.feature;

/**
 * Tells in constant time that an id is certainly not among those added. Holds 64 bits of each id in
 * open addressing at a load of at most one half; who gets a "maybe" looks for himself.
 */
final class IdFilter {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private long[] slots = new long[0];
  private int used;

  boolean isEmpty() {
    return used == 0;
  }

  void clear() {
    slots = new long[0];
    used = 0;
  }

  /** Starts anew, with room for so many ids. */
  void reset(int ids) {
    slots = new long[Integer.highestOneBit(Math.max(8, ids)) << 2];
    used = 0;
  }

  void add(long high, long low) {
    if (2 * (used + 1) > slots.length) {
      long[] old = slots;
      slots = new long[2 * old.length];
      used = 0;
      for (long mixed : old) {
        if (mixed != 0) {
          put(mixed);
        }
      }
    }
    put(mix(high, low));
  }

  private void put(long mixed) {
    int slot = slot(mixed);
    while (slots[slot] != 0) {
      if (slots[slot] == mixed) {
        return;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = mixed;
    used++;
  }

  boolean mayContain(long high, long low) {
    long mixed = mix(high, low);
    for (int slot = slot(mixed); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      if (slots[slot] == mixed) {
        return true;
      }
    }
    return false;
  }

  private int slot(long mixed) {
    return (int) (mixed >>> 32) & (slots.length - 1);
  }

  /** Never 0, which marks a free slot. */
  private static long mix(long high, long low) {
    long mixed = (high * MIX ^ low) * MIX;
    mixed = (mixed ^ mixed >>> 29) * MIX;
    return mixed == 0 ? 1 : mixed;
  }
}
