"""Unit counting: how many units the minutes of a day support."""
