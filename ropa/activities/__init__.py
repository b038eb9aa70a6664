"""The register itself: processing activities, their revisions and their projections."""
