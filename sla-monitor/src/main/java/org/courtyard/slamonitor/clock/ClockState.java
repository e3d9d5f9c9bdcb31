package org.courtyard.slamonitor.clock;

/**
 * Everything that a scheduler remembers. All of it is persistent, none of it is on the heap: five
 * million open clocks are five million small entries on disk.
 */
public record ClockState(
    ClockStore clocks, DeadlineIndex deadlines, EscalationStore escalations, FigureStore figures) {}
