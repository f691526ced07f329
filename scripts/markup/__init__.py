"""Lays out our templates and style sheets as people write them; `make fix` writes, `make check` asks.

A browser draws white space between words, and none between blocks: a line may only break where no reader sees it.
"""
