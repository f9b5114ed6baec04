"""Results: the one fold from the journal to verdicts and scores, expectations, comparison, renderers.

``reports.fold.fold`` makes the record, ``reports.gate.gate`` judges it, ``reports.write.render_all`` does both and
writes every format. Importing this package loads none of them, so that the command starts quickly.
"""
