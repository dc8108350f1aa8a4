# Adds agents who are signed in: add_seats.py DATABASE COUNT. Prints one session id per line. For the bench only: passwords of
# hundreds of users would take minutes, and sign-ins from one address are throttled.
import hashlib
import secrets
import sqlite3
import sys
import time

database, count = sys.argv[1], int(sys.argv[2])
now = int(time.time() * 1000)
with sqlite3.connect(database, timeout=10) as db:
    name, role, password, accounts = db.execute("SELECT name, role, password, accounts FROM users LIMIT 1").fetchone()
    for number in range(count):
        login, session = f"seat{number:04}", secrets.token_urlsafe(32)
        db.execute("INSERT INTO users (login, name, role, password, accounts, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                   (login, name, role, password, accounts, now, now))
        db.execute("INSERT INTO web_sessions (id_hash, login, created_at, last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?)",
                   (hashlib.sha256(session.encode()).digest(), login, now, now, now + 86_400_000))
        print(session)
