package redline

// A Class is what a change is worth to a reader.
type Class string

const (
	ClassSubstantive Class = "substantive" // what the company does, promises, requires or allows changed
	ClassEditorial   Class = "editorial"   // people edited, no practice changed
	ClassNoise       Class = "noise"       // the page changed, not the policy
)

// A Noise is why a change is noise.
type Noise string

const (
	NoiseLayout   Noise = "layout"
	NoiseDynamic  Noise = "dynamic" // tickers, counters, dates of today
	NoiseVariant  Noise = "variant" // another language, region or experiment of the same page
	NoiseError    Noise = "error"   // an error, wall or broken page taken for the text
	NoiseSelector Noise = "selector"
	NoiseFlap     Noise = "flap" // went away again
)

// A Topic is what a change is about.
type Topic string

const (
	TopicEncryption    Topic = "encryption"
	TopicSecurity      Topic = "security"
	TopicCollection    Topic = "collection"
	TopicSharing       Topic = "sharing"
	TopicAdvertising   Topic = "advertising"
	TopicAITraining    Topic = "ai-training"
	TopicRetention     Topic = "retention"
	TopicLocation      Topic = "location"
	TopicBiometrics    Topic = "biometrics"
	TopicChildren      Topic = "children"
	TopicGovernment    Topic = "government"
	TopicRights        Topic = "rights"
	TopicTransfers     Topic = "transfers"
	TopicLegal         Topic = "legal"
	TopicContent       Topic = "content"
	TopicCommerce      Topic = "commerce"
	TopicMessaging     Topic = "messaging"
	TopicContact       Topic = "contact"
	TopicWarrantCanary Topic = "warrant-canary"
	TopicOther         Topic = "other"
)

// Topics returns every topic, the gravest first.
func Topics() []Topic {
	return []Topic{
		TopicEncryption, TopicWarrantCanary, TopicMessaging, TopicSecurity, TopicGovernment,
		TopicAITraining, TopicBiometrics, TopicChildren, TopicLocation, TopicSharing,
		TopicAdvertising, TopicCollection, TopicRetention, TopicTransfers, TopicRights,
		TopicContent, TopicCommerce, TopicLegal, TopicContact, TopicOther,
	}
}

// A Direction is where a change leads from an ordinary user's view.
type Direction string

const (
	DirectionWeaker   Direction = "weaker"
	DirectionStronger Direction = "stronger"
	DirectionMixed    Direction = "mixed"
	DirectionNeutral  Direction = "neutral"
)

// A Confidentiality is what a change does to the confidentiality of private messages,
// calls, backups and stored content through encryption. Stored and published as "e2ee".
type Confidentiality string

const (
	ConfidentialityWeakened     Confidentiality = "weakened"
	ConfidentialityStrengthened Confidentiality = "strengthened"
	ConfidentialityTouched      Confidentiality = "touched" // reworded or moved, same meaning
	ConfidentialityNone         Confidentiality = "none"
)

// A Mechanism is how a promise of confidentiality changed.
type Mechanism string

const (
	MechanismRemoved        Mechanism = "removed"
	MechanismNegated        Mechanism = "negated"
	MechanismNarrowed       Mechanism = "narrowed"
	MechanismDowngraded     Mechanism = "downgraded"
	MechanismHedged         Mechanism = "hedged"
	MechanismOptIn          Mechanism = "opt-in"
	MechanismExceptionAdded Mechanism = "exception-added"
	MechanismAccessAdded    Mechanism = "access-added"
	MechanismKeyControl     Mechanism = "key-control"
	MechanismAdded          Mechanism = "added"
	MechanismWidened        Mechanism = "widened"
	MechanismDefaultOn      Mechanism = "default-on"
)

// A Severity is how much a change matters to the people concerned.
type Severity string

const (
	SeverityNone     Severity = "none"
	SeverityLow      Severity = "low"
	SeverityMedium   Severity = "medium"
	SeverityHigh     Severity = "high"
	SeverityCritical Severity = "critical"
)

// Rank orders severities from 0 (none, or unknown) to 4 (critical).
func (s Severity) Rank() int {
	switch s {
	case SeverityLow:
		return 1
	case SeverityMedium:
		return 2
	case SeverityHigh:
		return 3
	case SeverityCritical:
		return 4
	}
	return 0
}

// A Verdict says what a Change means, and why. As JSON every key is always present.
type Verdict struct {
	ID         string          `json:"id"` // of the change or pair judged
	Class      Class           `json:"class"`
	Noise      Noise           `json:"noise"` // empty unless the class is noise
	Topics     []Topic         `json:"topics"`
	Direction  Direction       `json:"direction"` // empty when the class is not substantive
	E2EE       Confidentiality `json:"e2ee"`
	Mechanism  Mechanism       `json:"mechanism"`
	Severity   Severity        `json:"severity"`
	Confidence float64         `json:"confidence"` // 0 to 1
	Language   string          `json:"language"`   // BCP 47 of the new text
	Rules      string          `json:"rules"`      // version of the rules that judged
	Claims     []ClaimChange   `json:"claims"`
	Dates      []FoundDate     `json:"dates"`
	Flags      []string        `json:"flags"` // such as "date-unchanged"
	Reasons    []Reason        `json:"reasons"`
	Stats      Stats           `json:"stats"`
}

// A ClaimChange says how a property of a product moved from one state to another.
type ClaimChange struct {
	Product  string     `json:"product"`  // empty when the text names none
	Property string     `json:"property"` // "messages", "calls", "groups", "backups", "stored content"
	From     ClaimState `json:"from"`
	To       ClaimState `json:"to"`
}

// A ClaimState is what a document promises of one property.
type ClaimState string

const (
	ClaimDefault ClaimState = "default"
	ClaimOptIn   ClaimState = "opt-in"
	ClaimPartial ClaimState = "partial"
	ClaimNo      ClaimState = "no"
	ClaimRemoved ClaimState = "removed"
	ClaimPlanned ClaimState = "planned"
	ClaimUnknown ClaimState = "unknown"
)

// A FoundDate is a date that the new text states and the old does not.
type FoundDate struct {
	Kind     string `json:"kind"` // "effective", "updated", "announced", "ends" (holds until then), "other"
	Date     string `json:"date"` // 2006-01-02
	Sentence string `json:"sentence"`
}

// A Reason is one rule that fired, with the sentences it fired on.
type Reason struct {
	Rule  string `json:"rule"`  // stable name
	Words string `json:"words"` // a sentence for people
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Stats measure a change.
type Stats struct {
	BlocksAdded   int `json:"blocks_added"`
	BlocksRemoved int `json:"blocks_removed"`
	BlocksChanged int `json:"blocks_changed"`
	BlocksMoved   int `json:"blocks_moved"`
	WordsAdded    int `json:"words_added"`
	WordsRemoved  int `json:"words_removed"`
}
