"""The benefit guard as a person meets it: what is asked, what is shown, and what they asked us to keep."""
