"""The desk of the benchmark, copied row by row into the tables of django-helpdesk.

A ticket's number is its place in the order of references, and its description is the first of its
three messages, which are its three follow-ups, as if it had been opened by its own form. There
are no mail templates: a mail would be neither written nor sent, as on our side.
"""

TABLES = """
INSERT INTO helpdesk_queue (id, title, slug, allow_public_submission, allow_email_submission,
    enable_notifications_on_email_events, email_box_ssl)
SELECT n, name, name, true, false, false, false
FROM unnest(ARRAY['billing', 'technical', 'account', 'service', 'general'])
    WITH ORDINALITY AS queue (name, n);

INSERT INTO helpdesk_usersettings (user_id, login_view_ticketlist, email_on_ticket_change,
    email_on_ticket_assign, tickets_per_page, use_email_as_submitter, ticket_respond_layout)
SELECT id, true, false, false, 10, true, 'tabs' FROM auth_user;

CREATE TEMPORARY TABLE numbers AS
SELECT id, row_number() OVER (ORDER BY reference) AS number FROM support_tickets_ticket;
CREATE INDEX ON numbers (id);
ANALYZE numbers;

INSERT INTO helpdesk_ticket (id, title, queue_id, created, modified, submitter_email,
    assigned_to_id, status, on_hold, description, priority, secret_key)
SELECT number, ticket.title, queue.id, ticket.created_at, ticket.updated_at, customer.email,
    assigned_agent_id,
    CASE status WHEN 'closed' THEN 4 WHEN 'resolved' THEN 3 ELSE 1 END, false, message_text,
    5 - priority, ticket.id::text
FROM support_tickets_ticket ticket JOIN numbers USING (id)
JOIN helpdesk_queue queue ON queue.slug = category
JOIN auth_user customer ON customer.id = customer_id
JOIN support_tickets_message message ON ticket_id = ticket.id AND sequence = 1;

INSERT INTO helpdesk_followup (ticket_id, date, title, comment, public, user_id)
SELECT number, created_at, 'Comment', message_text, true, sender_id
FROM support_tickets_message JOIN numbers ON numbers.id = ticket_id;

SELECT setval(pg_get_serial_sequence('helpdesk_ticket', 'id'), max(id)) FROM helpdesk_ticket;
SELECT setval(pg_get_serial_sequence('helpdesk_queue', 'id'), 5);
DELETE FROM helpdesk_emailtemplate;
DROP TABLE numbers;
"""
