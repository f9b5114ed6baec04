"""An application of your own as the one that is tried: right and wrong tokens, and which of the wrong it accepts."""
