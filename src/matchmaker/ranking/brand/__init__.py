"""The brand's side of a ranking: who names it already, who works for its rivals, and what paid posts brought before."""
