"""The legal pages of the demo shop, in Markdown: samples about an invented company, no legal advice."""
# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

_SAMPLE = """\
> **Sample text.** It belongs to a demo shop run by an invented company. Have your own texts checked by a lawyer before
> you sell anything.

"""

TERMS = f"""{_SAMPLE}## 1. Who you buy from

These terms apply to orders in the online shop of Halden Handels GmbH ("Halden", "we"); see the
[imprint](/legal/imprint/). They are written for consumers. Terms of a buyer who is a business do not become part of the
contract, even if we do not object to them.

## 2. How a contract comes about

The products in the shop are not yet an offer in the legal sense. With the button "Order with obligation to pay" you
make one. We confirm at once by mail that it has arrived. The contract is concluded when your payment has been accepted
or, at the latest, when we send the goods.

You can correct everything until you press that button. We store the text of the contract and send it to you by mail.
The language is English.

## 3. Prices and delivery

All prices are in euros and include VAT. Delivery is charged as shown in the checkout before you order; see
[Delivery](/help/delivery/). If something turns out to be unavailable after all, we tell you without delay and return
what you have paid for it.

## 4. Payment

You pay by one of the ways offered in the checkout. Your payment is due when you order. If it does not arrive in time,
the order lapses, and reserved goods go back on sale.

## 5. Ownership

The goods remain ours until they are paid for in full.

## 6. Faults

Your statutory rights apply: for two years from delivery we repair or replace what is faulty, and if that fails you may
ask for a lower price or withdraw. Differences in size, colour and weight that come from work by hand, and that the
description mentions, are not faults.

## 7. Liability

We are liable without limit for intent and gross negligence, for injury to life, body or health, and under product
liability law. For slight negligence we are liable only where a duty is breached on which the purpose of the contract
depends, and then for the damage that is typical and foreseeable.

## 8. Disputes

We are neither obliged nor willing to take part in proceedings before a consumer arbitration board. German law applies;
mandatory protection under the law of the country where you live remains.
"""

WITHDRAWAL = f"""{_SAMPLE}## Your right

You have the right to withdraw from this contract within 14 days without giving any reason. The period ends 14 days
after the day on which you, or somebody you named who is not the carrier, received the goods; with several parcels, the
last of them.

To withdraw, tell us so in a clear statement, for instance by mail to
[hello@halden.example](mailto:hello@halden.example). You may use the form below, but need not. It is enough to send the
statement before the period ends. We confirm at once by mail that it has arrived.

## What happens then

We pay back everything we received from you, including standard delivery, without undue delay and within 14 days of your
statement. We use the way by which you paid and charge you nothing for it. We may wait until the goods are back or until
you show that you have sent them, whichever is earlier.

Send the goods within 14 days of your statement. **We bear the cost of the return**; you get a prepaid label. You are
liable for a loss in value only if it comes from handling that was not needed to see what the goods are like and how
they work.

## When there is no such right

It does not apply to goods made to your specification, nor to sealed goods that are unsuitable for return for reasons of
health or hygiene once the seal has been broken.

Beyond the law, we take things back for [30 days](/help/returns/).

## Model form

> To Halden Handels GmbH, hello@halden.example:
>
> I hereby withdraw from my contract for the purchase of the following goods: …
>
> Ordered on / received on: …
>
> Order number: …
>
> Name and address: …
>
> Date (and signature, if on paper): …
"""

PRIVACY = f"""{_SAMPLE}## Who is responsible

Halden Handels GmbH; see the [imprint](/legal/imprint/). Questions about your data:
[privacy@halden.example](mailto:privacy@halden.example).

## What we keep, why and for how long

| What | Why | Legal basis | How long |
| --- | --- | --- | --- |
| Name, address, mail address, what you ordered | To carry out your order and answer questions about it | Contract, Art. 6 (1) b GDPR | Ten years, because tax law says so |
| Account: mail address, password as a hash, saved addresses | So that you can log in | Contract, Art. 6 (1) b | Until you delete the account |
| Cart | So that it is still there when you return | Contract, Art. 6 (1) b | 60 days after the last change |
| Server logs: time, page, IP address | To find faults and stop attacks | Legitimate interest, Art. 6 (1) f | 14 days |

We do not sell data, show no advertisements and make no profile of you. There are no statistics that follow you from one
page to the next.

## Who else receives something

- The **carrier**: name and address, and the mail address for the announcement of the parcel
- The **payment provider** you choose: amount, order number and what the payment needs
- The **host** of our servers, which works on our instructions within the European Union

## Your rights

You may ask what we know about you, have it corrected or deleted, have its use restricted, or receive it in a common
format. You may object to uses that rest on legitimate interest. A mail is enough. You can also complain to the data
protection authority of the place where you live.

## Do you have to give us these data?

Only those without which we could not deliver. All other fields are marked as optional.
"""

COOKIES = f"""{_SAMPLE}This shop sets only cookies that it cannot work without. That is why you were not asked.

| What for | When it is set | How long it stays |
| --- | --- | --- |
| Finds your cart again (a random number) | With the first thing you put in the cart | 60 days |
| Says that there is a cart or a login, nothing more | With either of them | As long as it |
| Keeps you logged in (session) | When you log in | Two weeks, or until you log out |
| Keeps strangers' wrong passwords from locking you out (a random number) | When you log in | 180 days |
| Protects forms against forgery (CSRF token) | With the first form that needs it | One year |

None of them tells anybody who you are on other sites, and none comes from anywhere but here. Your browser can delete
them at any time. The cart is empty afterwards, and you are logged out; nothing else changes.

The shop loads no fonts, pictures or scripts from elsewhere.
"""

ACCESSIBILITY = f"""{_SAMPLE}We want everybody to be able to shop here. The measure we apply is the Web Content
Accessibility Guidelines (WCAG) 2.2, level AA, and through it the European standard EN 301 549.

## What we have done

- Everything works with the keyboard alone, in an order that makes sense, and you can see where you are.
- Everything works without JavaScript, including payment with the test provider.
- Text can be enlarged to 400 % without scrolling sideways. Colours have sufficient contrast, in light and dark mode.
- Pictures of products are described. Purely decorative pictures are skipped by screen readers.
- Forms say what went wrong, where, and how to put it right. There are no time limits and no picture puzzles.

## What does not work yet

- Descriptions of older pictures are short and seldom say more than form and colour.
- Pages of the payment provider, where one is used, are not under our control.

## Tell us

If something is in your way, write to [hello@halden.example](mailto:hello@halden.example). We answer within two working
days and take the order by mail in the meantime. If our answer does not satisfy you, the market surveillance authority
of your country is the place to complain to.

How we test: automated checks of every page with each change, and by hand with the keyboard and a screen reader.
"""

IMPRINT = f"""{_SAMPLE}Halden Handels GmbH (an invented company)\\
Beispielweg 1\\
00000 Musterstadt\\
Germany

Managing director: Signe Muster\\
Mail: [hello@halden.example](mailto:hello@halden.example)\\
Telephone: none, since this shop does not exist

Commercial register: HRB 000000, Amtsgericht Musterstadt\\
VAT identification number: DE000000000

Responsible for the content: Signe Muster, address as above

## Pictures

All pictures of products are drawn by a computer program and show things that do not exist.
"""
