"""The English sentence grammars; see benchmarks._diff_grammars."""

from benchmarks._diff_grammars import Grammar


def _words(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.strip().split("|"))


EN_PRIVACY = Grammar(
    "privacy",
    "en",
    _words(
        "Information we collect|How we use information|Sharing|Service providers|Cookies|Advertising|Retention|Security|Your rights|Children|International transfers|Contact|"
        "Changes to this policy|Location data|Legal basis|Automated decisions|Links to other sites|Marketing messages"
    ),
    _words(
        "We {use} {data} {purpose}. | {case}, we may {give} {data} to {third}. | You may ask us to {request} {data} at any time by writing to {contact}. | We keep {data} for "
        "{number} {unit} after {event}. | We use {measure} to protect {data} against {risk}. | {third} may {use} {data} only {purpose}. | If you do not provide {data}, some parts of "
        "{service} may not be available. | {service} uses {tool} {purpose}. | We do not {give} {data} to {third} without your consent. | As described in Section {n}, we {use} {data} "
        "when {event2}. | You can disable {tool} in the settings of your browser or device. | We will {answer} your request within {number} {unit}. | {data2} includes {data}, {data} and {data}."
    ),
    {
        "use": _words("collect|use|store|analyze|process|record"),
        "data": _words(
            "your name|your e-mail address|your telephone number|payment information|device identifiers|your IP address|log data|your location|browsing history|profile pictures|"
            "the content of your messages|transaction records|your date of birth|third-party account data|usage statistics"
        ),
        "data2": _words("Personal data|Account information|Device information|Usage information|Contact information"),
        "purpose": _words(
            "to provide the service|to process payments|to prevent fraud|to improve our products|to develop new features|to measure advertising|to answer your questions|"
            "to comply with the law|for security purposes|for statistical purposes|to personalize content"
        ),
        "case": _words(
            "Where the law requires it|With your consent|If we sell part of our business|In an emergency|Upon a court order|Where it is necessary for these purposes"
        ),
        "give": _words("disclose|transfer|provide|sell|make available"),
        "third": _words(
            "third parties|our service providers|our affiliates|advertising partners|public authorities|payment processors|recipients in other countries"
        ),
        "request": _words("access|correct|delete|restrict the processing of|export|update"),
        "contact": _words(
            "privacy@example.com|our data protection officer|https://example.com/contact|the address below|our support team"
        ),
        "unit": _words("days|months|years|weeks|business days"),
        "event": _words(
            "you close your account|the end of the contract|your last visit|we receive your request|the purpose has been met"
        ),
        "event2": _words(
            "you create an account|you make a purchase|you contact us|you visit our website|you install the application"
        ),
        "measure": _words(
            "encryption|access controls|firewalls|regular audits|staff training|multi-factor authentication"
        ),
        "risk": _words("unauthorized access|loss|alteration|misuse|disclosure|destruction"),
        "service": _words("Our website|The application|The service|Our online store|The members' area"),
        "tool": _words("cookies|web beacons|analytics software|local storage|advertising identifiers|pixel tags"),
        "answer": _words("answer|acknowledge|process|respond to|review"),
    },
    _words(
        "in accordance with our internal retention schedule|only to the extent strictly necessary|after giving you reasonable prior notice|under a written agreement that imposes the same duties|"
        "in an aggregated or anonymous form|unless you have objected beforehand|with the help of carefully selected partners|for as long as your account remains active|"
        "through the settings page of the application|where our legitimate interests so require"
    ),
    "decimal",
)

EN_TERMS = Grammar(
    "terms",
    "en",
    _words(
        "Acceptance|Definitions|Registration|Fees|Payment|Prohibited conduct|Suspension|Termination|Intellectual property|Disclaimer|Limitation of liability|Indemnification|Confidentiality|"
        "Assignment|Governing law|Jurisdiction|Notices|Severability|Changes to the terms|Refunds"
    ),
    _words(
        "{party} shall {duty}. | If {party} {breach}, {other} may {sanction} {notice}. | {other} shall not be liable for {loss} arising out of {cause}. | {fee} shall be paid {when} by {method}. | "
        "Neither party may assign {right} without the prior {form} consent of the other party. | These terms are governed by the laws of {place}. | {party} agrees not to {prohibited}. | "
        "Section {n} survives {event}. | {other} may change {right} {notice}. | The aggregate liability of {other} shall not exceed {number} US dollars. | {party} shall {duty} within {number} days of "
        "{event}. | Any dispute shall be submitted to {court}. | {other} grants {party} a {license} license to use the service. | All notices shall be sent to {address}."
    ),
    {
        "party": _words("The user|The customer|Each member|The subscriber|The licensee|You"),
        "other": _words("The company|The provider|The licensor|We|The operator"),
        "duty": _words(
            "keep the password secret|comply with all applicable laws|pay the fees when due|provide accurate information|maintain a valid e-mail address|return all confidential information|"
            "bear its own costs|cooperate with any investigation"
        ),
        "breach": _words(
            "violates these terms|fails to pay on time|provides false information|becomes insolvent|infringes the rights of others|does not log in for 24 months"
        ),
        "sanction": _words(
            "suspend the account|terminate the agreement|remove any content|charge interest|refuse further orders|restrict access to the service"
        ),
        "notice": _words(
            "without notice|upon 30 days' notice|by written notice|at its sole discretion|with immediate effect|after a grace period"
        ),
        "loss": _words(
            "lost profits|indirect damages|loss of data|any interruption of the service|consequential damages|business losses"
        ),
        "cause": _words(
            "the use of the service|force majeure|scheduled maintenance|acts of third parties|a failure of telecommunication lines|errors in the content"
        ),
        "fee": _words(
            "The monthly fee|The license fee|All charges|Any late fee|The subscription price|The renewal fee"
        ),
        "when": _words(
            "in advance|within 30 days|on the first day of each month|upon receipt of the invoice|before delivery"
        ),
        "method": _words("credit card|bank transfer|direct debit|electronic invoice|any method that we accept"),
        "right": _words(
            "these terms|this agreement|its rights|any obligation|the price list|the features of the service"
        ),
        "form": _words("written|express|electronic|explicit"),
        "place": _words("Japan|England and Wales|the State of New York|Singapore|the Federal Republic of Germany"),
        "prohibited": _words(
            "reverse engineer the software|copy any part of the service|use automated means|harass other members|upload unlawful content|resell access"
        ),
        "event": _words(
            "termination|the effective date|delivery|receipt of the invoice|the closing of the account|any renewal"
        ),
        "court": _words(
            "the Tokyo District Court|the courts of Singapore|binding arbitration|the competent courts at the seat of the company"
        ),
        "license": _words("non-exclusive|limited|revocable|non-transferable|worldwide|personal"),
        "address": _words(
            "legal@example.com|the registered office|the address in the order form|https://example.com/legal"
        ),
    },
    _words(
        "to the fullest extent permitted by applicable law|in its reasonable opinion and after consultation|notwithstanding anything to the contrary in these terms|at the sole cost and risk of the customer|"
        "by posting a revised version on the website|with the diligence of a prudent merchant|until all outstanding amounts have been settled|provided that the other party has been informed|"
        "in the manner set out in the order form|subject to the conditions of the service plan"
    ),
    "article",
)

EN_WORK = Grammar(
    "work",
    "en",
    _words(
        "Purpose|Scope|Hiring|Probation|Working hours|Breaks|Overtime|Annual leave|Sick leave|Parental leave|Pay|Bonuses|Allowances|Conduct|Confidential information|Disciplinary action|"
        "Resignation|Dismissal|Retirement|Health and safety|Training|Remote work|Side jobs|Expenses"
    ),
    _words(
        "{emp} must {duty}. | {boss} may require {emp} to {order} where {reason}. | {emp} who {event} must submit {paper} to {boss} {limit}. | {pay} is paid {when}. | {emp} is entitled to {number} days of "
        "{leave} in each year. | The {hours} are {number} hours and {n} minutes. | {emp} who {event} may be subject to {punish}. | {boss} keeps a record of {hours2} for {number} years. | "
        "During {leave} no {pay2} is paid. | A request for {leave} must be made {limit}. | {boss} will {provide} {emp2} free of charge."
    ),
    {
        "emp": _words("An employee|Every staff member|A part-time worker|A manager|A new hire|A contract employee"),
        "emp2": _words("every employee|new staff|night workers|all managers|temporary workers"),
        "duty": _words(
            "follow the instructions of the supervisor|arrive before the start of work|treat company property with care|keep business secrets|report accidents at once|wear the identity card"
        ),
        "boss": _words("The company|The supervisor|The personnel department|The head of the department|The director"),
        "order": _words(
            "work overtime|transfer to another office|undergo a medical examination|travel on business|work on a holiday|stay at home"
        ),
        "reason": _words(
            "business needs so require|there is an urgent need|the employee agrees|the workload demands it|a disaster has occurred|safety is at risk"
        ),
        "event": _words(
            "wishes to resign|is absent because of illness|arrives late|changes address|damages equipment|marries|discloses a secret"
        ),
        "paper": _words(
            "a written notice|a doctor's certificate|the prescribed form|a report|a written apology|proof of the expenses"
        ),
        "limit": _words(
            "three days in advance|without delay|before the start of work|at least one month before|on the next working day|within a week"
        ),
        "pay": _words(
            "The base salary|The commuting allowance|The family allowance|The overtime premium|The annual bonus|The retirement allowance"
        ),
        "pay2": _words("salary|allowance|bonus|wages|premium"),
        "when": _words(
            "on the 25th of each month|in June and December|within seven days of leaving|together with the salary|after a review"
        ),
        "leave": _words("annual leave|sick leave|childcare leave|nursing-care leave|special leave|compensatory leave"),
        "hours": _words("regular working hours|daily rest periods|core hours|hours of the night shift"),
        "hours2": _words("working hours|overtime|absences|leave taken|training completed"),
        "punish": _words("a reprimand|a reduction in pay|suspension|demotion|dismissal for cause|a written warning"),
        "provide": _words(
            "provide training to|arrange a health check for|issue work clothes to|explain these rules to"
        ),
    },
    _words(
        "unless the collective agreement provides otherwise|after hearing the opinion of the workers' representative|within the limits set by the Labor Standards Act|taking family circumstances into account|"
        "in a form that can be verified later|at a hospital named by the personnel department|by telephone or e-mail before nine o'clock|regardless of the length of service"
    ),
    "decimal",
)
