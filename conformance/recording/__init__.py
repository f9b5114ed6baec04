"""Recordings of what a target answers: what is kept of an answer, in which form, and how a finished file is looked at.

``vocabulary`` is the allow list, ``cleaning`` applies it, ``keeping`` does so while a run goes on, ``assembling`` makes
the file, ``writing`` puts it on the disk, ``scanning`` looks for what must not be in one, ``comparing`` compares two.
"""
