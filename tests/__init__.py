"""The tests: a folder for each room of agent_app, and what several rooms' tests share."""
