"""What changed between two versions of a model, or between two answers? Figures, rankings and scores side by side."""
