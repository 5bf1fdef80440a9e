/** What goes into the API and what comes out of it, as its reference has it. */

export type Status = "open" | "in_progress" | "resolved" | "closed";
export type Priority = "low" | "medium" | "high" | "urgent";
export type Source = "web" | "mobile" | "email" | "phone";
export type ScanStatus = "skipped" | "pending" | "clean" | "infected" | "failed";
export type EventType =
  | "ticket_opened"
  | "message_posted"
  | "note_posted"
  | "file_scanned"
  | "status_changed"
  | "priority_changed"
  | "ticket_assigned"
  | "ticket_escalated"
  | "category_changed"
  | "tags_changed"
  | "title_changed"
  | "metadata_changed"
  | "message_redacted"
  | "file_redacted"
  | "legal_hold_changed"
  | "person_exported"
  | "person_erased";
/** A number or a text, as the keys of the people table are. */
export type PersonId = number | string;
/** ISO 8601. */
export type Time = string;

export interface Person {
  id: PersonId | null;
  name: string;
}

export interface Option {
  value: string;
  label: string;
}

export interface Meta {
  categories: Option[];
  priorities: Option[];
  statuses: Option[];
  sources: Option[];
  limits: Limits;
  user: { id: PersonId; name: string; is_agent: boolean };
  realtime: Realtime;
}

export interface Limits {
  message_length: number;
  file_size: number;
  files_per_message: number;
  content_types: string[];
}

export interface Realtime {
  stream_url: string | null;
  poll_seconds: number;
  websocket_url?: string | null;
}

export interface Ticket {
  id: string;
  reference: string;
  title: string;
  status: Status;
  priority: Priority;
  category: string;
  customer: Person | null;
  assigned_agent: Person | null;
  last_message_snippet: string;
  unread_count: number;
  message_count: number;
  tags: string[];
  metadata: Record<string, unknown>;
  created_at: Time;
  updated_at: Time;
  waiting_since: Time | null;
  version: number;
}

export interface TicketDetail extends Ticket {
  source: Source;
  escalated: boolean;
  resolved_at: Time | null;
  closed_at: Time | null;
  read_up_to: number | null;
  muted: boolean;
  /** Whether it must be preserved; null for its customer. */
  legal_hold: boolean | null;
  can_reply: boolean;
  can_close: boolean;
  can_reopen: boolean;
  messages: Message[];
  messages_previous: string | null;
  attachments: Attachment[];
}

export interface Message {
  id: string;
  sequence: number;
  sender: Person | null;
  is_from_customer: boolean;
  is_internal: boolean;
  message_text: string;
  message_html: string;
  /** When its text was removed for good. */
  redacted_at: Time | null;
  created_at: Time;
  read_by_customer: boolean;
  read_by_staff: boolean;
  attachments: Attachment[];
}

export interface Attachment {
  id: string;
  filename: string;
  file_size: number;
  content_type: string;
  created_at: Time;
  scan_status: ScanStatus;
  download_url: string | null;
  view_url: string | null;
  preview_url: string | null;
  redacted_at: Time | null;
}

export interface TicketEvent {
  sequence: number;
  type: EventType;
  actor: Person | null;
  created_at: Time;
  data: Record<string, unknown>;
}

export interface Agent {
  id: PersonId;
  name: string;
  open_tickets: number;
  is_escalation_contact: boolean;
}

export interface Notification {
  id: number;
  kind: EventType;
  ticket: { id: string; reference: string; title: string };
  title: string;
  body: string;
  actor: Person | null;
  url: string;
  is_read: boolean;
  created_at: Time;
}

export interface Preferences {
  switches: Switches;
  kinds: Option[];
  channels: string[];
}

/** kind of event -> alias of the notifier -> whether it is on */
export type Switches = Record<string, Record<string, boolean>>;

export interface CannedResponse {
  id: string;
  title: string;
  body: string;
  category: string;
  tags: string[];
  is_shared: boolean;
  usage_count: number;
  created_at: Time;
  updated_at: Time;
}

export interface Suggestion {
  id: string;
  title: string;
  score: number;
  text: string;
}

export interface SavedView {
  key: string;
  name: string;
  parameters: Record<string, string>;
  is_shared: boolean;
  is_built_in: boolean;
  count: number | null;
}

export interface Durations {
  count: number;
  mean: number | null;
  median: number | null;
  p90: number | null;
}

export interface Counts {
  by_status: Record<string, number>;
  by_priority: Record<string, number>;
  by_category: Record<string, number>;
}

export interface Backlog extends Counts {
  total: number;
  by_age: { from_days: number; to_days: number | null; count: number }[];
  oldest_opened_at: Time | null;
}

export interface AgentFigures {
  id: PersonId;
  name: string;
  resolved: number;
  first_response: Durations;
  resolution: Durations;
  open_tickets: number;
}

export interface Statistics {
  from: string;
  to: string;
  tz: string;
  volumes: { opened: number; resolved: number; closed: number };
  opened: Counts;
  first_response: Durations;
  resolution: Durations;
  resolution_rate: number | null;
  reopen_rate: number | null;
  backlog: Backlog;
  agents: AgentFigures[];
  days: { date: string; opened: number; resolved: number }[];
}

export interface BulkFailure {
  id: string;
  error: string;
  message: string;
}

export interface BulkResult {
  succeeded: string[];
  failed: BulkFailure[];
}

export interface BulkLine extends BulkFailure {
  ok: boolean;
  done: number;
  total: number;
}

/** A page by cursor. */
export interface Page<Item> {
  next: string | null;
  previous: string | null;
  results: Item[];
}

/** A page by number; the project's own pagination may look otherwise. */
export interface NumberedPage<Item> extends Page<Item> {
  count: number;
  total_pages: number;
  current_page: number;
}

export interface NewTicket {
  title: string;
  category: string;
  message_text: string;
  priority?: Priority;
  metadata?: Record<string, unknown>;
  client_token?: string;
  files?: File[] | FileList;
  customer?: PersonId;
  source?: Source;
  tags?: string[];
}

export interface TicketChanges {
  status?: Status;
  priority?: Priority;
  assigned_agent?: PersonId | null;
  category?: string;
  title?: string;
  tags?: string[];
  metadata?: Record<string, unknown>;
  legal_hold?: boolean;
  version?: number;
}

export interface Escalation {
  reason: string;
  priority?: Priority;
  version?: number;
}

export interface BulkChange {
  ids: string[];
  status?: Status;
  priority?: Priority;
  assigned_agent?: PersonId | null;
  add_tags?: string[];
  remove_tags?: string[];
}

export interface NewMessage {
  message_text: string;
  is_internal?: boolean;
  attachment_ids?: string[];
  client_token?: string;
  files?: File[] | FileList;
}

export interface NewCannedResponse {
  title: string;
  body: string;
  category?: string;
  tags?: string[];
  is_shared?: boolean;
}

export interface NewSavedView {
  name: string;
  parameters: Record<string, string>;
  is_shared?: boolean;
}
