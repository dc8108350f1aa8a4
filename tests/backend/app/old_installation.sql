-- What an installation of the version before desks had in its store (schema 17): one corp with two accounts, a
-- supervisor for all and an agent for one of them, a conversation each, a draft, and the events of the stream.
-- '@password' is a password's hash. The events are new enough to be kept.
INSERT INTO accounts (key, corp, account, name) VALUES (1, 'ww1', 'wkSales', '售前'), (2, 'ww1', 'wkService', '售后');
INSERT INTO customers (key, corp, customer, name, first_seen, last_seen) VALUES
    (1, 'ww1', 'wmAnna', '安娜', 1795132800000, 1795132860000), (2, 'ww1', 'wmBob', '小波', 1795132800000, 1795132860000);
INSERT INTO conversations (id, account_key, customer_key, desk_state, service_state, last_id, last_msgtype, last_zh, last_at,
                           session, session_started_at, unread, waiting_since) VALUES
    (1, 1, 1, 'queued', 1, 1, 'text', '有现货吗', 1795132860000, 1, 1795132860000, 1, 1795132860000),
    (2, 2, 2, 'queued', 1, 2, 'text', '怎么退货', 1795132861000, 2, 1795132861000, 1, 1795132861000);
INSERT INTO sessions (id, conversation, started_at, first_text, messages) VALUES
    (1, 1, 1795132860000, '有现货吗', 1), (2, 2, 1795132861000, '怎么退货', 1);
INSERT INTO messages (id, account_key, msgid, conversation, session, sender, sender_id, sent_at, stored_at, msgtype, text, raw)
VALUES
    (1, 1, 'm1', 1, 1, 'customer', 'wmAnna', 1795132860000, 1795132860500, 'text', '有现货吗',
     '{"msgid":"m1","msgtype":"text","text":{"content":"有现货吗"}}'),
    (2, 2, 'm2', 2, 2, 'customer', 'wmBob', 1795132861000, 1795132861500, 'text', '怎么退货',
     '{"msgid":"m2","msgtype":"text","text":{"content":"怎么退货"}}');
INSERT INTO users (login, name, role, password, accounts, created_at, changed_at) VALUES
    ('boss', '王主管', 'supervisor', '@password', '[]', 1, 1), ('mei', '梅', 'agent', '@password', '["wkService"]', 1, 1);
INSERT INTO drafts (agent, conversation, text, changed_at) VALUES ('mei', 2, '请问订单号', 1795132862000);
INSERT INTO events (seq, at, account, agent, json, conversation) VALUES
    (1, CAST(strftime('%s', 'now') AS INTEGER) * 1000, 'wkSales', '', '{"kind":"account_changed","account":{"corp":"ww1","id":"wkSales","name":"售前","managed":true}}', 0),
    (2, CAST(strftime('%s', 'now') AS INTEGER) * 1000, 'wkService', '', '{"kind":"account_changed","account":{"corp":"ww1","id":"wkService","name":"售后","managed":true}}', 0);
