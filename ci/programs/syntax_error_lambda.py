"""A script whose error is found at compile time: a statement within a lambda, after text that is not ASCII."""
grüße = "日本語"; handler = lambda event: return event
