"""What the demo's tickets are about, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Story:
    title: str
    category: str
    priority: str
    service: str
    question: str
    answer: str
    thanks: str
    note: str
    tags: tuple[str, ...] = ()
    provider: str = "Himal Home Services"

    def at(self, place: str) -> Story:
        """Return the story as it happened somewhere, so that no two tickets have one title."""
        return replace(self, title=f"{place}: {self.title}")

    @property
    def metadata(self) -> dict[str, str]:
        """The line "service - provider" that a card of the host's support page shows."""
        return {"service": self.service, "provider": self.provider}


# Each stage goes on where the one before it stopped; "escalated" turns off after "assigned".
STAGES = ("new", "noted", "assigned", "escalated", "answered", "resolved", "reopened", "closed")

# One for each who asks.
PLACES = (
    "Patan",
    "Baneshwor",
    "Thamel",
    "Bhaktapur",
    "Kirtipur",
    "Pokhara",
    "Dharan",
    "Office",
)

STORIES = (
    Story(
        title="Cleaner did not come",
        category="booking",
        priority="high",
        service="Home cleaning",
        question="I booked a cleaning for 9:00 today in Lalitpur. Nobody came, nobody called.",
        answer="Sorry, the team had the wrong address. They can come tomorrow at 9:00. Good?",
        thanks="Tomorrow at 9:00 is fine, thank you.",
        note="Third missed visit of this team this month.",
        tags=("no-show",),
    ),
    Story(
        title="Paid twice with eSewa",
        category="payment",
        priority="urgent",
        service="Plumbing",
        question="The first payment seemed to fail, so I paid again. Now Rs 2,400 is gone twice.",
        answer="We see both. The second one goes back to your wallet within three days.",
        thanks="It has arrived. Thank you!",
        note="Gateway log shows a timeout and no callback for the first one.",
        tags=("refund", "esewa"),
        provider="Bagmati Plumbers",
    ),
    Story(
        title="Change the date of my booking",
        category="booking",
        priority="medium",
        service="Painting",
        question="Can the painters come one week later? We travel for Dashain.",
        answer="Moved to the 24th, same time, at no cost.",
        thanks="Perfect.",
        note="Provider agreed on the phone.",
        provider="Rangin Painters",
    ),
    Story(
        title="Tap leaks again after the repair",
        category="service",
        priority="high",
        service="Plumbing",
        question="The kitchen tap was repaired on Sunday. Since yesterday it drips again.",
        answer="The repair has a guarantee of 30 days. The same plumber comes today after 16:00.",
        thanks="He came and it is dry now.",
        note="Ask the provider which washer was used.",
        tags=("guarantee",),
        provider="Bagmati Plumbers",
    ),
    Story(
        title="How do I get a VAT bill?",
        category="general",
        priority="low",
        service="Electrical work",
        question="My office needs a bill with our PAN number on it. Where do I enter the number?",
        answer="Write the PAN number here and we send the bill as a PDF.",
        thanks="It is 301234567.",
        note="The form has no field for it yet.",
        tags=("bill",),
        provider="Ujyalo Electric",
    ),
)
