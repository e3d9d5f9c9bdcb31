package org.courtyard.bench.verify;

/**
 * One promise, put to the test. Records of one partition arrive in order; topics interleave in any
 * way, so that what needs more than one topic is judged when asked.
 */
public interface Check {

  /** Looks at one record; leaves alone what does not concern it. */
  void accept(Entry entry);

  /** The verdict on everything seen so far. */
  Finding finding();
}
