create table predictions (
    booking_id bigint not null references bookings (booking_id),
    day date not null,
    chance real not null,
    primary key (booking_id, day)
);
