"""The composition root: plans become engines, engines meet pumps, and what happened is told to the faces."""
