"""Optimistic messages and uploads of client.js against the running example project."""

from __future__ import annotations

from browser.desk import TICKET

MEGABYTE = 1024 * 1024
SEND = """(id) => {
    window.told = [];
    const onChange = ({ state }) => told.push(state);
    window.pending = support.sendMessage(id, { message_text: "Where are you?" }, { onChange });
    return [pending.state, pending.data.message_text];
}"""
GIVE_UP = f"(id) => {{ ({SEND})(id); pending.abort(); }}"  # before anything can have arrived
WAIT = (
    "async () => { const { state, error } = await pending.settled; return [state, error?.code]; }"
)
UPLOAD = """async ([id, size, abortsAt]) => {
    const file = new File(["word ".repeat(size / 5 + 1).slice(0, size)], "long.txt");
    const stop = new AbortController();
    window.progress = [];
    const onProgress = ({ loaded, total }) => {
        progress.push([loaded, total]);
        if (abortsAt && loaded >= abortsAt) stop.abort();
    };
    return settled(support.uploadFiles(id, [file], { onProgress, signal: stop.signal }));
}"""


def texts(page, ticket):
    messages = page.evaluate("(id) => collected(support.eachMessage(id))", ticket["id"])
    return [message["message_text"] for message in messages]


def test_a_message_is_there_at_once_and_sent_afterwards(page, ticket):
    assert page.evaluate(SEND, ticket["id"]) == ["sending", "Where are you?"]
    assert page.evaluate(WAIT) == ["sent", None]

    assert page.evaluate("[pending.message.message_text, told]") == ["Where are you?", ["sent"]]
    # What is sent is not sent again.
    assert page.evaluate("pending.retry().then(({ state }) => [state, told])") == ["sent", ["sent"]]


def test_what_failed_offline_is_sent_once_by_retrying(page, ticket):
    page.context.set_offline(True)
    page.evaluate(SEND, ticket["id"])
    assert page.evaluate(WAIT) == ["failed", "network_error"]
    page.context.set_offline(False)

    page.evaluate("() => { pending.retry(); pending.retry(); }")
    assert page.evaluate(WAIT) == ["sent", None]

    assert page.evaluate("told") == ["failed", "sending", "sent"]
    assert texts(page, ticket) == ["Nobody came this morning.", "Where are you?"]


def test_what_arrived_although_its_answer_was_lost_is_not_written_again(page, ticket):
    def lose_the_answer(route):
        assert route.fetch().status == 201
        route.abort()

    page.route("**/messages/", lose_the_answer, times=1)
    page.evaluate(SEND, ticket["id"])
    assert page.evaluate(WAIT) == ["failed", "network_error"]
    page.evaluate("() => { pending.retry(); }")
    assert page.evaluate(WAIT) == ["sent", None]

    assert texts(page, ticket) == ["Nobody came this morning.", "Where are you?"]


def test_sending_can_be_given_up_and_taken_up_again(page, ticket):
    page.evaluate(GIVE_UP, ticket["id"])
    page.evaluate(WAIT)
    assert page.evaluate("[pending.state, pending.error.name]") == ["failed", "AbortError"]

    page.evaluate("() => { pending.retry(); }")
    assert page.evaluate(WAIT) == ["sent", None]


def test_an_upload_of_ten_megabytes_shows_its_progress(page, ticket):
    slow_down(page, bytes_a_second=10 * MEGABYTE)

    answer = page.evaluate(UPLOAD, [ticket["id"], 10 * MEGABYTE, None])

    (file,) = answer["value"]
    assert (file["filename"], file["file_size"]) == ("long.txt", 10 * MEGABYTE)
    progress = page.evaluate("progress")
    assert len(progress) > 1
    assert progress == sorted(progress)
    loaded, total = progress[-1]
    assert loaded == total > 10 * MEGABYTE


def test_an_upload_can_be_aborted_halfway(page, ticket):
    slow_down(page, bytes_a_second=MEGABYTE)

    answer = page.evaluate(UPLOAD, [ticket["id"], 10 * MEGABYTE, MEGABYTE])

    assert answer["error"]["name"] == "AbortError"
    loaded, total = page.evaluate("progress.at(-1)")
    assert MEGABYTE <= loaded < total
    assert page.evaluate("(id) => support.ticket(id)", ticket["id"])["attachments"] == []


def slow_down(page, *, bytes_a_second: int):
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    conditions = {"offline": False, "latency": 0, "downloadThroughput": -1}
    network.send(
        "Network.emulateNetworkConditions", {**conditions, "uploadThroughput": bytes_a_second}
    )


def test_a_message_brings_its_files_along(page, ticket):
    sent = page.evaluate(
        """async (id) => {
            const input = Object.assign(document.createElement("input"), { type: "file" });
            const chosen = new DataTransfer();
            for (const name of ["a.txt", "b.txt"]) chosen.items.add(new File(["Text."], name));
            input.files = chosen.files;
            const data = { message_text: "Two files", files: input.files };
            const pending = await support.sendMessage(id, data).settled;
            const without = { ...data, files: new DataTransfer().files };
            await support.postMessage(id, without);
            return pending.message.attachments.map(({ filename }) => filename);
        }""",
        ticket["id"],
    )
    assert sent == ["a.txt", "b.txt"]


def test_a_ticket_opens_with_files_and_the_rest_of_its_form(page):
    opened = page.evaluate(
        """() => support.openTicket({
            title: "With a file", category: "service", message_text: "See there.",
            metadata: { order: 7 }, files: [new File(["Text."], "a.txt")],
        })"""
    )
    assert opened["metadata"] == {"order": 7}
    assert opened["messages"][0]["attachments"][0]["filename"] == "a.txt"


def test_a_file_goes_straight_to_the_storage_which_learns_nothing_of_us(desk, desk_page):
    stored = desk_page.evaluate(
        "(id) => support.uploadToStorage(id, new File(['Text.'], 'a.txt'))", TICKET
    )

    assert stored == {"token": "t1", "filename": "a.txt"}
    (upload,) = desk.asked("/bucket")
    assert "authorization" not in upload.headers
    assert upload.body.index(b'name="key"') < upload.body.index(b'filename="a.txt"')
