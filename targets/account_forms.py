"""What the id of an account of AWS, and the name of a region, look like."""

from __future__ import annotations

import re

ACCOUNT = re.compile(r"[0-9]{12}")
REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-[0-9]+")
ELSEWHERE = re.compile(r"(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-.+")  # regions of other partitions than ``aws``
