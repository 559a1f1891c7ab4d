"""The parts of the simulated market: who the creators are, what they post, who follows and what it earned."""
