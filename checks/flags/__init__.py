"""One flag per module: what a reviewer should ask about before relying on the rest."""
