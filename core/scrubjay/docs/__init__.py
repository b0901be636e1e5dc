"""The reference pages of the documentation, generated from what they describe.

    python -m scrubjay.docs docs/reference schemas/scrubjay_schemas

Each module builds the pages of one subject. Nothing below the command line imports this package.
"""
