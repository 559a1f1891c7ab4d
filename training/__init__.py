"""How are the models made? Training-only code; never imported by src/, never in the service image."""
