"""All tables of the first release.

Written by makemigrations, then made the same for every host: people are whatever the host's
settings say, and check constraints read the same on every Django.
"""

from django.db import migrations, models
import django.db.models.deletion
import django.utils.timezone
import django_support_tickets.models.keys
from django_support_tickets.conf import settings
from django_support_tickets.models.constraints import check
from django_support_tickets.models.words import create_indexes, drop_indexes


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.person_model),
    ]

    operations = [
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.UUIDField(default=django_support_tickets.models.keys.time_ordered_uuid, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(default=django_support_tickets.models.keys.new_reference, max_length=12, unique=True, verbose_name='reference')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('category', models.CharField(max_length=50, verbose_name='category')),
                ('status', models.CharField(choices=[('open', 'Open'), ('in_progress', 'In progress'), ('resolved', 'Resolved'), ('closed', 'Closed')], default='open', max_length=20, verbose_name='status')),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Low'), (2, 'Medium'), (3, 'High'), (4, 'Urgent')], default=2, verbose_name='priority')),
                ('source', models.CharField(choices=[('web', 'Web'), ('mobile', 'Mobile'), ('email', 'E-mail'), ('phone', 'Phone')], default='web', max_length=20, verbose_name='source')),
                ('tags', models.JSONField(blank=True, default=list, verbose_name='tags')),
                ('metadata', models.JSONField(blank=True, default=dict, verbose_name='metadata')),
                ('customer_name', models.CharField(blank=True, max_length=255)),
                ('assigned_agent_name', models.CharField(blank=True, max_length=255)),
                ('client_token', models.CharField(blank=True, editable=False, max_length=64, null=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('public_version', models.PositiveIntegerField(default=0, editable=False)),
                ('last_message_snippet', models.CharField(blank=True, max_length=160)),
                ('message_count', models.PositiveIntegerField(default=0)),
                ('customer_unread_count', models.PositiveIntegerField(default=0)),
                ('staff_unread_count', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='updated')),
                ('public_updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('first_responded_at', models.DateTimeField(blank=True, null=True)),
                ('waiting_since', models.DateTimeField(blank=True, null=True, verbose_name='waiting since')),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('reopened_count', models.PositiveIntegerField(default=0, editable=False)),
                ('legal_hold', models.BooleanField(default=False, editable=False, verbose_name='on legal hold')),
                ('assigned_agent', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='support_assigned_tickets', to=settings.person_model, verbose_name='assignee')),
                ('customer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='support_tickets', to=settings.person_model, verbose_name='customer')),
            ],
            options={
                'verbose_name': 'ticket',
                'verbose_name_plural': 'tickets',
                'ordering': ('-updated_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='TicketReader',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('read_sequence', models.PositiveIntegerField(default=0, verbose_name='read up to')),
                ('is_muted', models.BooleanField(default=False, verbose_name='muted')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_ticket_readers', to=settings.person_model, verbose_name='person')),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='support_tickets.ticket')),
            ],
            options={
                'verbose_name': 'reader',
                'verbose_name_plural': 'readers',
            },
        ),
        migrations.CreateModel(
            name='TicketEvent',
            fields=[
                ('id', models.UUIDField(default=django_support_tickets.models.keys.time_ordered_uuid, editable=False, primary_key=True, serialize=False)),
                ('sequence', models.PositiveIntegerField()),
                ('public_sequence', models.PositiveIntegerField(null=True)),
                ('type', models.CharField(choices=[('ticket_opened', 'Ticket opened'), ('message_posted', 'Message posted'), ('note_posted', 'Internal note posted'), ('file_scanned', 'File scanned'), ('status_changed', 'Status changed'), ('priority_changed', 'Priority changed'), ('ticket_assigned', 'Assignee changed'), ('ticket_escalated', 'Escalated'), ('category_changed', 'Category changed'), ('tags_changed', 'Tags changed'), ('title_changed', 'Title changed'), ('metadata_changed', 'Metadata changed'), ('message_redacted', 'Text of a message removed'), ('file_redacted', 'File removed'), ('legal_hold_changed', 'Legal hold changed'), ('person_exported', 'Handed out to its customer'), ('person_erased', 'A person erased')], max_length=30, verbose_name='type')),
                ('actor_name', models.CharField(blank=True, max_length=255)),
                ('data', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='support_events', to=settings.person_model, verbose_name='actor')),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='support_tickets.ticket')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ('ticket', 'sequence'),
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=django_support_tickets.models.keys.time_ordered_uuid, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('parameters', models.JSONField(default=dict, verbose_name='parameters')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='support_saved_views', to=settings.person_model, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'saved view',
                'verbose_name_plural': 'saved views',
                'ordering': ('name', 'id'),
            },
        ),
        migrations.CreateModel(
            name='NotificationPreference',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('ticket_opened', 'Ticket opened'), ('message_posted', 'Message posted'), ('note_posted', 'Internal note posted'), ('file_scanned', 'File scanned'), ('status_changed', 'Status changed'), ('priority_changed', 'Priority changed'), ('ticket_assigned', 'Assignee changed'), ('ticket_escalated', 'Escalated'), ('category_changed', 'Category changed'), ('tags_changed', 'Tags changed'), ('title_changed', 'Title changed'), ('metadata_changed', 'Metadata changed'), ('message_redacted', 'Text of a message removed'), ('file_redacted', 'File removed'), ('legal_hold_changed', 'Legal hold changed'), ('person_exported', 'Handed out to its customer'), ('person_erased', 'A person erased')], max_length=30, verbose_name='kind')),
                ('channel', models.CharField(max_length=50, verbose_name='notifier')),
                ('is_on', models.BooleanField(default=True, verbose_name='on')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='support_notification_preferences', to=settings.person_model, verbose_name='person')),
            ],
            options={
                'verbose_name': 'notification preference',
                'verbose_name_plural': 'notification preferences',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=django_support_tickets.models.keys.time_ordered_uuid, editable=False, primary_key=True, serialize=False)),
                ('sequence', models.PositiveIntegerField(editable=False)),
                ('public_sequence', models.PositiveIntegerField(editable=False, null=True)),
                ('sender_name', models.CharField(blank=True, max_length=255)),
                ('is_from_customer', models.BooleanField(default=False, editable=False, verbose_name='from the customer')),
                ('is_internal', models.BooleanField(default=False, editable=False, verbose_name='internal note')),
                ('message_text', models.TextField(blank=True, verbose_name='text')),
                ('message_html', models.TextField(blank=True, editable=False)),
                ('client_token', models.CharField(blank=True, editable=False, max_length=64, null=True)),
                ('read_by_customer', models.BooleanField(default=False, editable=False)),
                ('read_by_staff', models.BooleanField(default=False, editable=False)),
                ('redacted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='removed')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('sender', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='support_messages', to=settings.person_model, verbose_name='sender')),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='support_tickets.ticket')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ('ticket', 'sequence'),
            },
        ),
        migrations.CreateModel(
            name='InboxItem',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='inbox_items', to='support_tickets.ticketevent')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='support_inbox_items', to=settings.person_model, verbose_name='person')),
            ],
            options={
                'verbose_name': 'notification',
                'verbose_name_plural': 'notifications',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('notifier', models.CharField(max_length=50, verbose_name='notifier')),
                ('recipient_key', models.CharField(blank=True, editable=False, max_length=255)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('sent', 'Sent'), ('skipped', 'Not told'), ('failed', 'Failed, will be retried'), ('dead', 'Given up')], default='pending', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next attempt')),
                ('claim', models.UUIDField(blank=True, editable=False, null=True)),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='support_tickets.ticketevent')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='support_deliveries', to=settings.person_model, verbose_name='recipient')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='CannedResponse',
            fields=[
                ('id', models.UUIDField(default=django_support_tickets.models.keys.time_ordered_uuid, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('body', models.TextField(verbose_name='text')),
                ('category', models.CharField(blank=True, max_length=50, verbose_name='category')),
                ('tags', models.JSONField(blank=True, default=list, verbose_name='tags')),
                ('usage_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='times used')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='support_canned_responses', to=settings.person_model, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'canned response',
                'verbose_name_plural': 'canned responses',
                'ordering': ('title', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=django_support_tickets.models.keys.time_ordered_uuid, editable=False, primary_key=True, serialize=False)),
                ('uploaded_by_name', models.CharField(blank=True, max_length=255)),
                ('file', models.FileField(upload_to='', verbose_name='file')),
                ('filename', models.CharField(max_length=255, verbose_name='file name')),
                ('file_size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('content_type', models.CharField(max_length=100, verbose_name='content type')),
                ('sha256', models.CharField(max_length=64)),
                ('thumbnail', models.FileField(blank=True, upload_to='', verbose_name='thumbnail')),
                ('inspected_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('scan_status', models.CharField(choices=[('skipped', 'Not scanned'), ('pending', 'Waiting for the scanner'), ('clean', 'Clean'), ('infected', 'Infected'), ('failed', 'Scan failed')], default='skipped', max_length=20)),
                ('redacted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='removed')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='support_tickets.message')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='support_tickets.ticket')),
                ('uploaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='support_attachments', to=settings.person_model, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='TicketTag',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=50)),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tag_rows', to='support_tickets.ticket')),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'ticket'], name='support_tag_name')],
            },
        ),
        migrations.AddConstraint(
            model_name='tickettag',
            constraint=models.UniqueConstraint(fields=('ticket', 'name'), name='support_tag_once'),
        ),
        migrations.AddConstraint(
            model_name='ticketreader',
            constraint=models.UniqueConstraint(fields=('ticket', 'person'), name='support_reader_once'),
        ),
        migrations.AddConstraint(
            model_name='ticketevent',
            constraint=models.UniqueConstraint(fields=('ticket', 'sequence'), name='support_event_sequence'),
        ),
        migrations.AddConstraint(
            model_name='ticketevent',
            constraint=models.UniqueConstraint(fields=('ticket', 'public_sequence'), name='support_event_public_sequence'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['-updated_at', '-id'], name='support_queue'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['-created_at', '-id'], name='support_queue_created'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['-priority', '-updated_at', '-id'], name='support_queue_priority'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['status', '-updated_at', '-id'], name='support_queue_status'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['status', '-priority', '-updated_at', '-id'], name='support_queue_urgency'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['assigned_agent', 'status', '-updated_at', '-id'], name='support_queue_assignee'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['category', 'status', '-updated_at', '-id'], name='support_queue_category'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['customer', '-public_updated_at', '-id'], name='support_own_updated'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['customer', '-created_at', '-id'], name='support_own_created'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['customer', '-updated_at', '-id'], name='support_by_customer'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['waiting_since'], name='support_waiting'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['escalated_at'], name='support_escalated'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['first_responded_at'], name='support_responded'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['resolved_at'], name='support_resolved'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['closed_at'], name='support_closed'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('customer', 'client_token'), name='support_ticket_client_token'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=check('support_ticket_status', models.Q(('status__in', ['open', 'in_progress', 'resolved', 'closed']))),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=check('support_ticket_priority', models.Q(('priority__in', [1, 2, 3, 4]))),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=check('support_ticket_version', models.Q(('public_version__lte', models.F('version')))),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=check('support_ticket_closed_at', models.Q(models.Q(('closed_at__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR')),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=check('support_ticket_resolved_at', models.Q(models.Q(('status', 'resolved'), _negated=True), ('resolved_at__isnull', False), _connector='OR')),
        ),
        migrations.AddConstraint(
            model_name='notificationpreference',
            constraint=models.UniqueConstraint(fields=('person', 'kind', 'channel'), name='support_preference_once'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('ticket', 'sequence'), name='support_message_sequence'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('ticket', 'public_sequence'), name='support_message_public_sequence'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('ticket', 'sender', 'client_token'), name='support_message_client_token'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=check('support_message_note_is_hidden', models.Q(models.Q(('is_internal', True), ('public_sequence__isnull', True), ('read_by_customer', False)), models.Q(('is_internal', False), ('public_sequence__isnull', False)), _connector='OR')),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=check('support_message_note_is_staff', models.Q(('is_from_customer', True), ('is_internal', True), _negated=True)),
        ),
        migrations.AddIndex(
            model_name='inboxitem',
            index=models.Index(fields=['person', '-id'], name='support_inbox'),
        ),
        migrations.AddIndex(
            model_name='inboxitem',
            index=models.Index(fields=['person', 'read_at'], name='support_inbox_unread'),
        ),
        migrations.AddConstraint(
            model_name='inboxitem',
            constraint=models.UniqueConstraint(fields=('event', 'person'), name='support_inbox_once'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', 'next_attempt_at', 'id'], name='support_delivery_due'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('event', 'notifier', 'recipient_key'), name='support_delivery_once'),
        ),
        migrations.AddIndex(
            model_name='cannedresponse',
            index=models.Index(fields=['category', '-usage_count'], name='support_canned_suggested'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['inspected_at', 'id'], name='support_file_waiting'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['file'], name='support_file_key'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['thumbnail'], name='support_file_thumbnail'),
        ),
        migrations.RunPython(create_indexes, drop_indexes),
    ]
