"""Checker for Japanese care-service contracts."""
