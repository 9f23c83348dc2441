-- Which ticket a message is about. Until now only those in a ticket's line told that.
ALTER TABLE outbox ADD COLUMN ticket INTEGER REFERENCES tickets (number);
UPDATE outbox SET ticket = CAST(substr(order_key, 8) AS INTEGER)
WHERE order_key LIKE 'ticket:%' AND CAST(substr(order_key, 8) AS INTEGER) IN (SELECT number FROM tickets);
