"""Who first? Eligibility, value, score, decision and reasons: pure functions of assessments and a policy."""
