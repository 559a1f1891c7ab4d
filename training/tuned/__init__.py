"""The text encoder tuned on pairs of texts of one topic: only its last layers learn, a few hundred steps."""
