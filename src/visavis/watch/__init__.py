"""Watch: sources collected by themselves, indicators, alerts, and an account of silence.

    collect(archive, sources, ...)      one round over all sources
    evaluate(archive, watches, ...)     what the record says of each watch; alerts that fire once
"""
