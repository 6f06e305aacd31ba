# %%
import sqlite3

with sqlite3.connect("mine.sqlite") as book:
    book.execute("CREATE TABLE points (earned)")
    book.execute("INSERT INTO points VALUES (3)")
    print(book.execute("SELECT earned FROM points").fetchall())
