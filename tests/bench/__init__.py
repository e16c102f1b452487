"""`make bench`: what pages and jobs cost, as ratios to bare Django doing the like, measured in the same run.

Nothing here judges a change by seconds: each figure is our cost over a yardstick's, the two taking turns on the same
server settings and the same PostgreSQL. Yardstick A is a bare page with a joined list of 50 rows, F a bare form page.
"""
