"""Fraud platform."""
