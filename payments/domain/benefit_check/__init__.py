"""What the published rules say one payment does to benefits, tax and the right to be paid, with the working shown.

Pure: no database, no clock. It never works out a whole entitlement for a person and never says that something is safe.
"""
