package org.courtyard.bench.quality;

import java.util.function.Function;
import org.courtyard.bench.training.Document;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;

/**
 * Who judges a document: never a model that was trained on it.
 *
 * @param seen whether a file was trained on, so that its figures come from cross-validation
 */
public record Judges(
    Function<Document, TextModel> model,
    Function<Document, Triage> triage,
    Function<String, Boolean> seen) {}
