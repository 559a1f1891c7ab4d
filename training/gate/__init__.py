"""The gate: may a version answer in the champion's place?"""
