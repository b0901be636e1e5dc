"""Coding: what the codes and modifiers of a day allow, whatever their price."""
