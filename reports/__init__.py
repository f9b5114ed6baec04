"""What was found: run record, verdicts and scores, expectations, comparison, renderers."""
