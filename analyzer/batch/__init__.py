"""Many candidates: who they are, one scorecard each, and a folder in which a run that was ended goes on."""
