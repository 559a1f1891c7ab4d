"""Training unattended: one job a model at a time, nothing done twice, nothing left half done."""
