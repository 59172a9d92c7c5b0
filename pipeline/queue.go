package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
)

const (
	hostQueue     = "hosts"
	endpointQueue = "endpoints"
	tidyQueue     = "tidying"
	// turn is how long a job works before it hands over, jobTimeout when it is stopped.
	turn       = time.Minute
	jobTimeout = 2 * time.Minute
	// feedInterval is how often due hosts and endpoints are looked for.
	feedInterval = time.Second
	// tidyInterval is how often what was left lying is looked for.
	tidyInterval = 5 * time.Minute
)

// A Queue runs a pipeline's work as River jobs: one job a host with documents due, one
// an endpoint with deliveries due. A job is unique by its host or endpoint among all
// processes on one database, so a host is asked for one page at a time and an endpoint
// gets one delivery at a time, however many workers there are. What is due stands in
// rows of the store; a lost job is found due again.
type Queue struct {
	p      *Pipeline
	client client
}

// client is what both of River's clients do.
type client interface {
	InsertMany(ctx context.Context, params []river.InsertManyParams) ([]*rivertype.JobInsertResult, error)
	Start(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// NewQueue prepares the queue's tables on the pipeline's store and returns the queue.
// Workers is how many hosts are visited at a time by this process; 0 means 8.
func NewQueue(ctx context.Context, p *Pipeline, workers int) (*Queue, error) {
	if workers == 0 {
		workers = 8
	}
	q := &Queue{p: p}
	ws := river.NewWorkers()
	river.AddWorker(ws, &hostWorker{p: p})
	river.AddWorker(ws, &endpointWorker{p: p})
	river.AddWorker(ws, &tidyWorker{p: p})
	config := &river.Config{
		Workers:                     ws,
		Queues:                      map[string]river.QueueConfig{hostQueue: {MaxWorkers: workers}, endpointQueue: {MaxWorkers: 2 * workers}, tidyQueue: {MaxWorkers: 1}},
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        5 * time.Minute,
		CompletedJobRetentionPeriod: 10 * time.Minute, // the store has the record; these rows are only in the way
		DiscardedJobRetentionPeriod: time.Hour,
		FetchPollInterval:           250 * time.Millisecond,
		FetchCooldown:               20 * time.Millisecond,
		Logger:                      slog.New(warnings{p.Logger.Handler()}),
	}
	var err error
	if pool := p.Store.Pool(); pool != nil {
		err = alone(ctx, pool, func() error {
			q.client, err = open[pgx.Tx](ctx, riverpgxv5.New(pool), config)
			return err
		})
	} else {
		q.client, err = open[*sql.Tx](ctx, riversqlite.New(p.Store.SQL()), config)
	}
	if err != nil {
		return nil, fmt.Errorf("queue on %s: %w", p.Store.Engine(), err)
	}
	return q, nil
}

// Run works until ctx ends, then lets running jobs stop.
func (q *Queue) Run(ctx context.Context) error {
	// Jobs end with Stop, not with ctx, so that a job that is recording may finish.
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start queue: %w", err)
	}
	err := q.feed(ctx)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if stopErr := q.client.StopAndCancel(stopping); stopErr != nil {
		q.p.Logger.Warn("queue did not stop in time; its jobs will be taken up again", "error", stopErr)
	}
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// feed turns due rows into jobs. Every process does; unique jobs keep it to one each.
func (q *Queue) feed(ctx context.Context) error {
	tick := time.NewTicker(feedInterval)
	defer tick.Stop()
	var tidied time.Time
	for {
		var jobs []river.InsertManyParams
		if time.Since(tidied) >= tidyInterval {
			tidied = time.Now()
			jobs = append(jobs, river.InsertManyParams{Args: tidyArgs{}})
		}
		if err := q.feedOnce(ctx, jobs); err != nil && ctx.Err() == nil {
			q.p.Logger.Error("looking for due work", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-q.p.kick:
		}
	}
}

// feedOnce adds to jobs one for each endpoint and host that is due.
func (q *Queue) feedOnce(ctx context.Context, jobs []river.InsertManyParams) error {
	if err := q.p.FanOut(ctx); err != nil {
		return err
	}
	endpoints, err := q.p.Store.EndpointsDue(ctx, q.p.now())
	if err != nil {
		return fmt.Errorf("endpoints due: %w", err)
	}
	for _, e := range endpoints {
		jobs = append(jobs, river.InsertManyParams{Args: endpointArgs{Endpoint: e}})
	}
	hosts, err := q.p.Store.DueHosts(ctx, q.p.now(), 500)
	if err != nil {
		return fmt.Errorf("hosts due: %w", err)
	}
	for _, h := range hosts {
		jobs = append(jobs, river.InsertManyParams{Args: hostArgs{Host: h}})
	}
	if len(jobs) == 0 {
		return nil
	}
	_, err = q.client.InsertMany(ctx, jobs)
	return err
}

// Index brings the search index up to date, in small steps that let others write between
// them. When the limit is up the rest is left for the next time.
func (p *Pipeline) Index(ctx context.Context, limit time.Duration) error {
	for until := time.Now().Add(limit); time.Now().Before(until); {
		more, err := p.Store.BuildIndex(ctx, 20)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

type hostArgs struct {
	Host string `json:"host"`
}

func (hostArgs) Kind() string { return "visit-host" }

func (hostArgs) InsertOpts() river.InsertOpts { return uniqueIn(hostQueue) }

type hostWorker struct {
	river.WorkerDefaults[hostArgs]
	p *Pipeline
}

func (w *hostWorker) Work(ctx context.Context, job *river.Job[hostArgs]) error {
	return w.p.VisitHost(ctx, job.Args.Host, turn)
}

type endpointArgs struct {
	Endpoint string `json:"endpoint"`
}

func (endpointArgs) Kind() string { return "deliver-to-endpoint" }

func (endpointArgs) InsertOpts() river.InsertOpts { return uniqueIn(endpointQueue) }

type endpointWorker struct {
	river.WorkerDefaults[endpointArgs]
	p *Pipeline
}

func (w *endpointWorker) Work(ctx context.Context, job *river.Job[endpointArgs]) error {
	return w.p.Deliver(ctx, job.Args.Endpoint, turn)
}

type tidyArgs struct{}

func (tidyArgs) Kind() string { return "tidy" }

func (tidyArgs) InsertOpts() river.InsertOpts { return uniqueIn(tidyQueue) }

type tidyWorker struct {
	river.WorkerDefaults[tidyArgs]
	p *Pipeline
}

// Work publishes what a killed process had confirmed but not published, and keeps the
// search index up with the texts.
func (w *tidyWorker) Work(ctx context.Context, _ *river.Job[tidyArgs]) error {
	if err := w.p.Sweep(ctx, w.p.now().Add(-30*day)); err != nil {
		return fmt.Errorf("look for confirmed changes without an alert: %w", err)
	}
	return w.p.Index(ctx, turn)
}

// uniqueIn allows one unfinished job of a kind with the same arguments. A finished one
// does not count: the host may be due again.
func uniqueIn(queue string) river.InsertOpts {
	return river.InsertOpts{
		Queue:       queue,
		MaxAttempts: 3,
		UniqueOpts: river.UniqueOpts{
			ByArgs: true,
			ByState: []rivertype.JobState{
				rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
				rivertype.JobStateRunning, rivertype.JobStateScheduled,
			},
		},
	}
}

// migrationLock is the number of the advisory lock under which workers that start
// together migrate one after the other. Any number does that nobody else takes.
const migrationLock = 0x5265646c696e65

// alone runs work while no other process on the database does.
func alone(ctx context.Context, pool *pgxpool.Pool, work func() error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", migrationLock); err != nil {
		return err
	}
	err = work()
	// Even when ctx has ended, or the connection would take the lock back into the pool.
	_, unlockErr := conn.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", migrationLock)
	return errors.Join(err, unlockErr)
}

// open migrates River's own tables and returns a client.
func open[Tx any](ctx context.Context, driver riverdriver.Driver[Tx], config *river.Config) (client, error) {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: config.Logger})
	if err != nil {
		return nil, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return river.NewClient(driver, config)
}

// warnings passes on what a person should see of River's log.
type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}
