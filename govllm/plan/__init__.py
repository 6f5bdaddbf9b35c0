"""The plan: what will be asked, of whom, how it is scored and which gates decide."""
