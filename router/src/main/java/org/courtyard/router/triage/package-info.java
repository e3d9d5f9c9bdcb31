/**
 * What a message wants, told from its words alone: keyword rules compiled once for each version of
 * a tenant's rules, spots named in a text, and the masking of private numbers.
 */
package org.courtyard.router.triage;
