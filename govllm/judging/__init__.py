"""A judge model's word on answers: ragas' metrics over answers that are journaled."""
