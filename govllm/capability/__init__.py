"""General capability, measured by lm-eval: its own code asks the questions and takes the figures.

lm-eval runs twice over a model that only remembers: once when the plan is made, to learn what is
asked; once over the journal's answers, to score them. In between the client asks the candidate.
"""
