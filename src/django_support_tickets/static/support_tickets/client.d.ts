/** Types of client.js. */

import type {
  Agent,
  Attachment,
  BulkChange,
  BulkLine,
  BulkResult,
  CannedResponse,
  Escalation,
  Message,
  Meta,
  NewCannedResponse,
  NewMessage,
  NewSavedView,
  NewTicket,
  Notification,
  NumberedPage,
  Page,
  Person,
  PersonId,
  Preferences,
  SavedView,
  Statistics,
  Suggestion,
  Switches,
  Ticket,
  TicketChanges,
  TicketDetail,
  TicketEvent,
  Time,
} from "./client/shapes.js";

export type * from "./client/shapes.js";

type Value = string | number | boolean | Date | null | undefined;
/** Query parameters; several values of one become a list with commas. */
export type Query = Record<string, Value | Value[]>;

export interface CallOptions {
  signal?: AbortSignal;
}

export interface Progress {
  loaded: number;
  total: number;
}

export interface UploadOptions extends CallOptions {
  /** Called while files are sent. */
  onProgress?: (progress: Progress) => void;
}

export interface VersionOptions extends CallOptions {
  /** The one last seen: refused with `conflict` if the ticket has changed since. */
  version?: number;
}

export interface Presence {
  state: "viewing" | "typing";
  /** Whether it is a note: then customers are not told. */
  is_internal?: boolean;
}

export interface WhoIsThere {
  viewing: Person[];
  typing: Person[];
}

export type State = "connecting" | "live" | "polling" | "waiting" | "offline" | "closed";
export type Transport = "sse" | "websocket" | "polling";

export interface StateDetails {
  transport: Transport | null;
  /** Why it is "waiting" or "closed", where there is a reason. */
  error: unknown;
}

export interface SubscriptionOptions extends CallOptions {
  onState?: (state: State, details: StateDetails) => void;
}

export interface TicketHandlers extends SubscriptionOptions {
  /** The last `sequence` that is known, such as the ticket's `version`; default 0, for all. */
  after?: number;
  onEvent: (event: TicketEvent) => void;
  onPresence?: (who: WhoIsThere) => void;
}

export interface Hint {
  ticket: string;
  sequence: number;
}

export interface InboxHandlers extends SubscriptionOptions {
  /** The tickets that are shown; of what differs from them a hint is given at once. */
  known?: Pick<Ticket, "id" | "version">[];
  onHint: (hint: Hint) => void;
}

export interface Subscription {
  readonly state: State;
  readonly transport: Transport | null;
  /** Of a ticket's subscription: of the last event that was told. */
  readonly sequence: number | undefined;
  /** Ask now and not when it is time. */
  wake(): void;
  close(): void;
}

export interface SendOptions extends UploadOptions {
  /** Called when it is sent, when it has failed, and when it is tried again. */
  onChange?: (pending: PendingMessage) => void;
}

export interface PendingMessage {
  readonly state: "sending" | "sent" | "failed";
  readonly data: NewMessage;
  readonly clientToken: string;
  /** What the server has, once it is sent. */
  readonly message: Message | null;
  /** Why it has failed: a `SupportError`, or what the signal says if it was aborted. */
  readonly error: unknown;
  /** Resolves to this object once it is sent or has failed; never rejects. */
  readonly settled: Promise<PendingMessage>;
  /** Send once more what has failed, with the same token. */
  retry(): Promise<PendingMessage>;
  abort(): void;
}

export interface ClientOptions {
  /** Where the project includes our URLs, such as "/api/support/". */
  baseUrl: string;
  /** Asked before each request. */
  token?: () => string | null | undefined | Promise<string | null | undefined>;
  /** What stands before the token in `Authorization`; default "Bearer". */
  scheme?: string;
  /** Called after a 401; the request is sent once more with the token that it returns. */
  onUnauthorized?: () => string | null | undefined | Promise<string | null | undefined>;
  /** Further headers, such as X-CSRFToken. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** Of fetch(); default "same-origin". */
  credentials?: RequestCredentials;
  /** In place of what the server says. */
  pollSeconds?: number;
}

export class SupportError extends Error {
  constructor(status: number, body: Record<string, unknown>, options?: { cause?: unknown });
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;
  /** One of the codes of the API, or "network_error" or "unexpected_answer". */
  readonly code: string;
  /** For wrong input: field -> texts. */
  readonly details: Record<string, string[]>;
  /** Seconds, if there were too many requests. */
  readonly retryAfter: number | null;
  /** With `conflict` and `ticket_closed`: the ticket as it now is. */
  readonly ticket: TicketDetail | null;
  /** All that the server said. */
  readonly body: Record<string, unknown>;
  /** Whether the same call may succeed later as it is. */
  readonly isTemporary: boolean;
}

/** The cursor in a link of a page, for the query of the same call. */
export function cursorOf(link: string | null): string | null;

/** A token that marks a write, so that its repetition is not written again. */
export function newClientToken(): string;

export class SupportClient {
  constructor(options: ClientOptions);

  meta(options?: CallOptions): Promise<Meta>;

  tickets(query?: Query, options?: CallOptions): Promise<NumberedPage<Ticket>>;
  eachTicket(query?: Query, options?: CallOptions): AsyncGenerator<Ticket, void>;
  ticket(id: string, options?: CallOptions): Promise<TicketDetail>;
  openTicket(data: NewTicket, options?: UploadOptions): Promise<TicketDetail>;
  changeTicket(id: string, changes: TicketChanges, options?: CallOptions): Promise<TicketDetail>;
  assignTicket(id: string, agentId: PersonId | null, options?: VersionOptions): Promise<TicketDetail>;
  escalateTicket(id: string, data: Escalation, options?: CallOptions): Promise<TicketDetail>;
  closeTicket(id: string, options?: VersionOptions): Promise<TicketDetail>;
  reopenTicket(id: string, options?: VersionOptions): Promise<TicketDetail>;
  markRead(id: string, options?: CallOptions): Promise<{ unread_count: number }>;
  redactMessage(ticketId: string, messageId: string, options?: CallOptions): Promise<Message>;
  redactFile(id: string, options?: CallOptions): Promise<Attachment>;
  muteTicket(id: string, options?: CallOptions): Promise<{ muted: boolean }>;
  unmuteTicket(id: string, options?: CallOptions): Promise<{ muted: boolean }>;
  changeTickets(
    data: BulkChange,
    options?: CallOptions & { onResult?: (line: BulkLine) => void },
  ): Promise<BulkResult>;

  messages(ticketId: string, query?: Query, options?: CallOptions): Promise<NumberedPage<Message>>;
  eachMessage(ticketId: string, query?: Query, options?: CallOptions): AsyncGenerator<Message, void>;
  postMessage(ticketId: string, data: NewMessage, options?: UploadOptions): Promise<Message>;
  sendMessage(ticketId: string, data: NewMessage, options?: SendOptions): PendingMessage;
  events(ticketId: string, query?: Query, options?: CallOptions): Promise<Page<TicketEvent>>;
  eachEvent(ticketId: string, after?: number, options?: CallOptions): AsyncGenerator<TicketEvent, void>;

  uploadFiles(
    ticketId: string,
    files: Iterable<File> | ArrayLike<File>,
    options?: UploadOptions,
  ): Promise<Attachment[]>;
  uploadToStorage(ticketId: string, file: File, options?: UploadOptions): Promise<Attachment>;
  downloadFile(id: string, options?: CallOptions): Promise<Blob>;
  previewFile(id: string, options?: CallOptions): Promise<Blob>;

  subscribe(ticketId: string, handlers: TicketHandlers): Subscription;
  subscribeInbox(handlers: InboxHandlers): Subscription;
  setPresence(ticketId: string, data: Presence, options?: CallOptions): Promise<null>;
  streamLink(
    ticketId?: string,
    options?: CallOptions,
  ): Promise<{ url: string; expires_at: Time; token: string }>;

  notifications(query?: Query, options?: CallOptions): Promise<NumberedPage<Notification>>;
  eachNotification(query?: Query, options?: CallOptions): AsyncGenerator<Notification, void>;
  unreadNotifications(options?: CallOptions): Promise<{ unread_count: number }>;
  markNotificationRead(id: number, options?: CallOptions): Promise<{ unread_count: number }>;
  markNotificationsRead(options?: CallOptions): Promise<{ unread_count: number }>;
  preferences(options?: CallOptions): Promise<Preferences>;
  setPreferences(switches: Switches, options?: CallOptions): Promise<Preferences>;

  agents(query?: Query, options?: CallOptions): Promise<NumberedPage<Agent>>;
  eachAgent(query?: Query, options?: CallOptions): AsyncGenerator<Agent, void>;
  stats(query?: Query, options?: CallOptions): Promise<Statistics>;
  suggestions(ticketId: string, options?: CallOptions): Promise<Page<Suggestion>>;
  cannedResponses(query?: Query, options?: CallOptions): Promise<NumberedPage<CannedResponse>>;
  eachCannedResponse(query?: Query, options?: CallOptions): AsyncGenerator<CannedResponse, void>;
  cannedResponse(id: string, options?: CallOptions): Promise<CannedResponse>;
  addCannedResponse(data: NewCannedResponse, options?: CallOptions): Promise<CannedResponse>;
  changeCannedResponse(
    id: string,
    changes: Partial<NewCannedResponse>,
    options?: CallOptions,
  ): Promise<CannedResponse>;
  deleteCannedResponse(id: string, options?: CallOptions): Promise<null>;
  useCannedResponse(id: string, ticketId: string, options?: CallOptions): Promise<{ text: string }>;
  savedViews(options?: CallOptions): Promise<Page<SavedView>>;
  savedView(key: string, options?: CallOptions): Promise<SavedView>;
  addSavedView(data: NewSavedView, options?: CallOptions): Promise<SavedView>;
  changeSavedView(
    key: string,
    changes: Partial<NewSavedView>,
    options?: CallOptions,
  ): Promise<SavedView>;
  deleteSavedView(key: string, options?: CallOptions): Promise<null>;
}
